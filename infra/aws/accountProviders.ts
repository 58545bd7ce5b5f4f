import * as aws from "@pulumi/aws";
import type { StackConfig } from "../../model/config/types";

/**
 * One explicit provider per account the config uses; every resource gets one of them. `allowedAccountIds` stops
 * a deployment that runs with another account's credentials before anything is created.
 */
export function accountProviders(config: StackConfig): (account: string) => aws.Provider {
    const accounts = new Set([config.account, ...config.vaults.map(({ account }) => account)]);
    const providers = new Map(
        [...accounts].sort().map((account) => [account, accountProvider(config, account)]),
    );
    return (account) => {
        const provider = providers.get(account);
        if (provider === undefined) throw new Error(`no provider for account ${account}`);
        return provider;
    };
}

function accountProvider(config: StackConfig, account: string): aws.Provider {
    const access = config.accounts[account];
    return new aws.Provider(`account-${account}`, {
        region: config.region,
        allowedAccountIds: [account],
        ...(access === undefined
            ? {}
            : {
                  assumeRoles: [
                      {
                          roleArn: access.roleArn,
                          ...(access.externalId === undefined
                              ? {}
                              : { externalId: access.externalId }),
                      },
                  ],
              }),
        defaultTags: {
            tags: {
                "archival:stack": config.stack,
                owner: config.owner.team,
                "managed-by": "pulumi",
            },
        },
    });
}
