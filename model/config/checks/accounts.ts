import type { Draft } from "../draft";
import { arnParts } from "../arnParts";
import type { Findings } from "../findings";
import { pointer, shown } from "../pointer";
import { regionPattern } from "../schema/stack";
import { checkArn } from "./arns";

export const regionAt = pointer("aws:region");
export const accountAt = pointer("account");

/** The stack's account for ARNs to name; undefined, which allows any, while the account itself is a problem. */
export const knownAccount = ({ config }: Draft, findings: Findings): string | undefined =>
    findings.isSound(accountAt) ? config.account : undefined;

/** Region, other accounts' roles and approvers. */
export function checkAccounts({ config, raw }: Draft, findings: Findings): void {
    const { region, partition, account } = config;
    if (!new RegExp(regionPattern).test(region)) {
        findings.broken(
            regionAt,
            `must be a Region such as eu-west-1, got ${region === "" ? "nothing" : shown(region)}; ` +
                'set it with "pulumi config set aws:region <region>"',
            { whole: true },
        );
    }
    for (const [id, { roleArn }] of Object.entries(raw.accounts ?? {})) {
        const at = pointer("accounts", id);
        if (id === account) {
            findings.problem(
                at,
                `must be another account than the stack's own, got ${shown(id)}; remove it, no role is assumed at home`,
                [accountAt],
            );
        }
        if (roleArn === undefined || !/^[0-9]{12}$/.test(id)) continue;
        checkArn(
            findings,
            at + pointer("roleArn"),
            roleArn,
            {
                partition,
                service: "iam",
                region: "",
                account: id,
                resource: /^role\/[\w+=,.@/-]+$/,
                form: `the ARN of a role, arn:${partition}:iam::${id}:role/<name>`,
            },
            [regionAt],
            `use a role of account ${id}, or correct the account id`,
        );
    }
    for (const [i, approver] of config.approvers.entries()) {
        const at = pointer("approvers", i);
        checkArn(
            findings,
            at,
            approver,
            {
                partition,
                service: "iam",
                region: "",
                resource: /^(role\/[\w+=,.@/-]+|user\/[\w+=,.@/-]+|root)$/,
                form: `an IAM principal, arn:${partition}:iam::<account>:role/<name>, user/<name> or root`,
            },
            [regionAt],
            "name the role itself, not a session of it, and no wildcard",
        );
        const parts = arnParts(approver);
        if (parts !== undefined && !/^[0-9]{12}$/.test(parts.account)) {
            findings.problem(
                at,
                `must name an account of 12 digits, got ${shown(approver)}; add it`,
            );
        }
        if (parts?.resource === "root" && parts.account !== account) {
            findings.warning(
                at,
                `lets every principal that account ${parts.account} allows approve jobs; name a role to narrow it`,
                [accountAt],
            );
        }
    }
}
