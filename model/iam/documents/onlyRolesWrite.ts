import type { Statement } from "./statement";

/** Refuses PutObject on these objects to everyone but the given roles, services included. */
export function onlyRolesWrite(
    sid: string,
    objects: readonly string[],
    roleArns: readonly string[],
): Statement {
    return {
        Sid: sid,
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: objects,
        // ArnNotLike also holds when there is no principal ARN; some names are patterns.
        Condition: { ArnNotLike: { "aws:PrincipalArn": roleArns } },
    };
}

/** Refuses to overwrite: every write of these small records must be conditional (`If-None-Match: *`). */
export function writeOnce(sid: string, objects: readonly string[]): Statement {
    return {
        Sid: sid,
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: objects,
        Condition: { Null: { "s3:if-none-match": "true" } },
    };
}

/** Refuses deletion, of versions as well as by a delete marker; lifecycle is not bound by it. */
export function neverDelete(sid: string, objects: readonly string[]): Statement {
    return {
        Sid: sid,
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
        Resource: objects,
    };
}
