import { AwsError, type CallContext, type World } from "../core/contracts";

/**
 * Authorises `iam:PassRole` for a caller who hands a role to a service. A role of another account cannot be passed.
 * @throws AwsError AccessDenied, also when the role does not exist or lies in another account
 */
export function checkPassRole(
    world: World,
    ctx: CallContext,
    roleArn: string,
    passedToService: string,
    associatedResourceArn?: string,
): void {
    const account = roleArn.split(":")[4] ?? "";
    world.authorize(ctx, {
        action: "iam:PassRole",
        resource: roleArn,
        resourceAccount: account,
        context: {
            "iam:PassedToService": passedToService,
            ...(associatedResourceArn === undefined
                ? {}
                : { "iam:AssociatedResourceArn": associatedResourceArn }),
        },
    });
    if (world.iam.role(roleArn) === undefined) {
        throw new AwsError("AccessDenied", 403, `role ${roleArn} cannot be passed: no such role`);
    }
}
