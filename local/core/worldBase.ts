import { partitionOf } from "../../model/naming/arn";
import { IamService } from "../iam/iamService";
import { KmsService } from "../kms/kmsService";
import { Authorizer } from "./authorizer";
import type {
    AuthorizationRequest,
    CallContext,
    Decision,
    Partition,
    Switches,
    World,
} from "./contracts";
import { PolicyDocuments } from "./policyDocuments";
import { SeededIds } from "./seededIds";
import { stricterSwitches } from "./stricterSwitches";
import { VirtualClock } from "./virtualClock";

/** What a local AWS is made of before its services. */
export interface WorldOptions {
    /** @default 1 */
    readonly seed?: number | undefined;
    /** Virtual time at the start. @default 2026-01-05T00:00:00Z, a Monday */
    readonly startAt?: Date | undefined;
    /** 12-digit account ids. */
    readonly accounts: readonly string[];
    readonly region: string;
    /** @default the partition of the Region */
    readonly partition?: Partition | undefined;
    /** @default the stricter setting of each (local-aws.md section 7) */
    readonly switches?: Partial<Switches> | undefined;
}

const defaultStart = "2026-01-05T00:00:00Z";

/** Clock, ids, IAM, KMS and authorisation; what a world of whichever services is built on. */
export abstract class WorldBase implements World {
    readonly clock: VirtualClock;
    readonly ids: SeededIds;
    readonly partition: Partition;
    readonly region: string;
    readonly accounts: readonly string[];
    readonly decisions: Decision[] = [];
    readonly refusals: string[] = [];
    readonly switches: Switches;
    /** Parsed policy documents; services check theirs with it when they are put. */
    readonly documents: PolicyDocuments;
    readonly iam: IamService;
    readonly kms: KmsService;
    readonly #authorizer: Authorizer;

    abstract readonly s3: World["s3"];
    abstract readonly s3control: World["s3control"];
    abstract readonly inventory: World["inventory"];
    abstract readonly lambda: World["lambda"];
    abstract readonly events: World["events"];
    abstract readonly scheduler: World["scheduler"];
    abstract readonly sqs: World["sqs"];
    abstract readonly sns: World["sns"];
    abstract readonly cloudwatch: World["cloudwatch"];
    abstract readonly logs: World["logs"];
    abstract readonly states: World["states"];
    abstract readonly catalogue: World["catalogue"];

    constructor(options: WorldOptions) {
        for (const account of options.accounts) {
            if (!/^\d{12}$/.test(account)) {
                throw new Error(`accounts: must be 12-digit account ids, got "${account}"`);
            }
        }
        this.clock = new VirtualClock(options.startAt ?? new Date(defaultStart));
        this.ids = new SeededIds(options.seed ?? 1);
        this.region = options.region;
        this.partition = options.partition ?? partitionOf(options.region);
        this.accounts = [...options.accounts];
        this.switches = { ...stricterSwitches, ...options.switches };
        this.documents = new PolicyDocuments(this.refusals);
        this.#authorizer = new Authorizer(this, this.documents);
        this.iam = new IamService(this, this.documents);
        this.kms = new KmsService(this, this.documents);
    }

    authorize(ctx: CallContext, request: AuthorizationRequest): void {
        this.#authorizer.authorize(ctx, request);
    }

    isAllowed(ctx: CallContext, request: AuthorizationRequest, logged = true): boolean {
        return this.#authorizer.isAllowed(ctx, request, logged);
    }

    administrator(account: string): CallContext {
        return this.#context({
            kind: "administrator",
            account,
            arn: `arn:${this.partition}:iam::${account}:user/administrator`,
        });
    }

    serviceContext(service: string, source?: { arn?: string; account?: string }): CallContext {
        return this.#context({
            kind: "service",
            service,
            sourceArn: source?.arn,
            sourceAccount: source?.account,
        });
    }

    #context(principal: CallContext["principal"]): CallContext {
        return {
            principal,
            region: this.region,
            requestId: this.ids.requestId(),
            secure: true,
        };
    }
}
