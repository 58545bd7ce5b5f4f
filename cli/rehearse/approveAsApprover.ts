import { S3Client } from "@aws-sdk/client-s3";
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { endpointClientConfig } from "../../local/core/endpointClientConfig";
import { roleArn } from "../../model/naming/arn";
import type { ApprovalClients } from "../approve";
import type { LocalStack } from "../localStack";

/** Clients of the deployed approver role, assumed by the first configured approver, as a person would. */
export async function approverClients(stack: LocalStack): Promise<ApprovalClients> {
    const { world, server, config, names } = stack;
    const approver = config.approvers[0];
    if (approver === undefined) {
        throw new Error("the config names no approvers, so nobody can approve");
    }
    const role = world.iam.role(approver);
    const principal = role
        ? ({
              kind: "role",
              account: role.account,
              roleName: role.name,
              roleArn: role.arn,
              arn: `arn:${config.partition}:sts::${role.account}:assumed-role/${role.name}/rehearsal`,
              sessionName: "rehearsal",
          } as const)
        : world.administrator(config.account).principal;
    const sts = new STSClient(
        endpointClientConfig(server.endpoint, world.region, world.iam.issue(principal)),
    );
    const { Credentials } = await sts.send(
        new AssumeRoleCommand({
            RoleArn: roleArn(config.partition, config.account, names.approverRole),
            RoleSessionName: "archival-approve",
        }),
    );
    sts.destroy();
    const session = world.iam.sessionOf(Credentials?.AccessKeyId ?? "");
    if (!session) throw new Error("sts:AssumeRole of the approver role gave no session");
    const common = endpointClientConfig(server.endpoint, world.region, session);
    return { s3: new S3Client(common), s3control: new S3ControlClient(common) };
}
