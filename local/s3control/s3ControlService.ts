import {
    AwsError,
    NotImplemented,
    type AuthorizationRequest,
    type CallContext,
    type HttpRequest,
    type HttpResponse,
    type JobView,
    type S3ControlApi,
    type World,
} from "../core/contracts";
import { checkPassRole } from "../iam/checkPassRole";
import { createJobProblems, tagProblems } from "./createJobProblems";
import { operationName, type CreateJobRequest, type Tag } from "./createJobRequest";
import { jobDescriptor, jobListDescriptor } from "./describeJob";
import { jobView, newJob, terminalStatuses, type Job, type JobStatus } from "./job";
import { JobEngine } from "./jobEngine";
import {
    createJobRequest,
    describeJobResult,
    flatResult,
    jobTaggingRequest,
    listJobsResult,
} from "./jobShapes";
import { listPage } from "./listPage";
import { badRequest, readWire } from "./readWire";
import type { WireShape, WireValue } from "./wireShape";
import { escapeXml, namespace, writeWire } from "./writeWire";

/** S3 User Guide, April 2026: ended jobs vanish after 90 days. */
const keptMilliseconds = 90 * 86_400_000;
/** What the SDK fills in when the caller forgets the token: each retry would be another job. */
const randomUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** One answer: an XML root with its value, or an empty body. */
type Answer = readonly [root: string, value: WireValue, shape: WireShape];

/**
 * The Batch Operations part of S3 Control, as REST XML. Jobs really run (JobEngine), each task as a data-plane call of
 * the job role. Anything else of S3 Control is refused by name.
 */
export class S3ControlService implements S3ControlApi {
    readonly #world: World;
    readonly #engine: JobEngine;
    readonly #jobs = new Map<string, Job>();
    /** By account and client token: the job and the body it was made of. */
    readonly #tokens = new Map<string, { readonly job: Job; readonly body: string }>();
    #throttled = 0;

    constructor(world: World) {
        this.#world = world;
        this.#engine = new JobEngine(world, () => this.#jobs.values());
    }

    jobs(account: string): readonly JobView[] {
        return this.#live(account).map(jobView);
    }

    setTaskRate(tasksPerSecond: number): void {
        this.#engine.setTaskRate(tasksPerSecond);
    }

    /** Test lever: the next `times` CreateJob calls get TooManyRequestsException. */
    throttleCreateJob(times: number): void {
        this.#throttled = times;
    }

    // A bug becomes a rejection. The answer itself never waits: CreateJob relies on that.
    handle(request: HttpRequest, ctx: CallContext): Promise<HttpResponse> {
        return new Promise((resolve) => {
            resolve(this.#answer(request, ctx));
        });
    }

    #answer(request: HttpRequest, ctx: CallContext): HttpResponse {
        try {
            return xmlResponse(200, this.#route(request, ctx), ctx);
        } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            if (error instanceof NotImplemented) {
                this.#world.refusals.push(`${request.method} ${request.path}: ${error.message}`);
            }
            return errorResponse(error, ctx);
        }
    }

    #route(request: HttpRequest, ctx: CallContext): Answer | undefined {
        const account = accountOf(request);
        const [, jobId, part] =
            /^\/v20180820\/jobs(?:\/([^/]+)(?:\/([a-z]+))?)?\/?$/.exec(request.path) ?? [];
        const isJobs = request.path.startsWith("/v20180820/jobs");
        const id = jobId === undefined ? "" : decodeURIComponent(jobId);
        switch (
            isJobs ? `${request.method} ${part ?? (jobId === undefined ? "jobs" : "job")}` : ""
        ) {
            case "POST jobs":
                return this.#createJob(request, ctx, account);
            case "GET jobs":
                return this.#listJobs(request, ctx, account);
            case "GET job":
                return this.#describeJob(id, ctx, account);
            case "POST status":
                return this.#updateStatus(id, request, ctx, account);
            case "POST priority":
                return this.#updatePriority(id, request, ctx, account);
            case "GET tagging": {
                const job = this.#authorizedJob("s3:GetJobTagging", id, ctx, account);
                const tags = [...job.tags].map(([Key, Value]) => ({ Key, Value }));
                return ["GetJobTaggingResult", { Tags: tags }, jobTaggingRequest];
            }
            case "PUT tagging":
                return this.#putTagging(id, request, ctx, account);
            case "DELETE tagging": {
                const job = this.#authorizedJob("s3:DeleteJobTagging", id, ctx, account);
                job.tags = new Map();
                return undefined;
            }
            default:
                throw new NotImplemented(`S3 Control ${request.method} ${request.path}`);
        }
    }

    #createJob(request: HttpRequest, ctx: CallContext, account: string): Answer {
        const parsed = readWire(request.body, "CreateJobRequest", createJobRequest);
        const job = parsed as unknown as CreateJobRequest;
        const problems = createJobProblems(job, account, this.#world.partition);
        if (problems.length > 0) throw badRequest(problems);
        const tags = job.Tags ?? [];
        requireTags(tags);
        this.#authorizeCreate(job, tags, ctx, account);
        if (this.#throttled > 0) {
            this.#throttled--;
            throw new AwsError("TooManyRequestsException", 429, "Rate exceeded");
        }

        // From here to the end nothing waits: concurrent calls with one token make one job.
        const { ClientRequestToken } = job;
        const tokenKey = `${account}/${ClientRequestToken}`;
        const body = JSON.stringify(canonical(parsed));
        const known = this.#tokens.get(tokenKey);
        if (known !== undefined && !this.#isGone(known.job)) {
            if (known.body === body) return jobIdAnswer(known.job);
            throw new AwsError(
                "IdempotencyException",
                400,
                `ClientRequestToken "${ClientRequestToken}" was used for job ${known.job.id} with another request`,
            );
        }
        if (randomUuid.test(ClientRequestToken)) {
            this.#world.refusals.push(
                `CreateJob: ClientRequestToken "${ClientRequestToken}" looks random; derive it from the run, ` +
                    `or every retry creates another job`,
            );
        }
        const id = this.#world.ids.uuid();
        const created = newJob(
            id,
            this.#jobArn(id, account),
            account,
            job,
            this.#world.clock.date(),
        );
        this.#jobs.set(id, created);
        this.#tokens.set(tokenKey, { job: created, body });
        this.#engine.start(created);
        return jobIdAnswer(created);
    }

    #authorizeCreate(
        job: CreateJobRequest,
        tags: readonly Tag[],
        ctx: CallContext,
        account: string,
    ): void {
        const tagKeys = {
            ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
            ...(tags.length > 0 && { "aws:TagKeys": tags.map(({ Key }) => Key) }),
        };
        const authorize = (
            action: string,
            resource: string,
            context: AuthorizationRequest["context"],
        ): void => {
            this.#world.authorize(ctx, { action, resource, resourceAccount: account, context });
        };
        authorize("s3:CreateJob", "*", {
            "s3:RequestJobOperation": operationName(job.Operation),
            "s3:RequestJobPriority": job.Priority,
            ...tagKeys,
        });
        if (tags.length > 0) authorize("s3:PutJobTagging", this.#jobArn("*", account), tagKeys);
        checkPassRole(this.#world, ctx, job.RoleArn, this.#world.switches.batchPassedToService);
    }

    #describeJob(id: string, ctx: CallContext, account: string): Answer {
        const job = this.#authorizedJob("s3:DescribeJob", id, ctx, account);
        const value = { Job: jobDescriptor(job, this.#world.clock.now()) };
        return ["DescribeJobResult", value, describeJobResult];
    }

    #listJobs(request: HttpRequest, ctx: CallContext, account: string): Answer {
        this.#world.authorize(ctx, {
            action: "s3:ListJobs",
            resource: "*",
            resourceAccount: account,
        });
        const { jobs, nextToken } = listPage(this.#live(account), request);
        const now = this.#world.clock.now();
        const value = {
            NextToken: nextToken,
            Jobs: jobs.map((job) => jobListDescriptor(job, now)),
        };
        return ["ListJobsResult", value, listJobsResult];
    }

    #updateStatus(id: string, request: HttpRequest, ctx: CallContext, account: string): Answer {
        const requested = request.query.get("requestedJobStatus");
        const reason = request.query.get("statusUpdateReason");
        if (requested !== "Ready" && requested !== "Cancelled") {
            throw badRequest([
                `requestedJobStatus: must be Ready or Cancelled, got ${JSON.stringify(requested ?? "")}`,
            ]);
        }
        if (reason !== undefined && (reason.length < 1 || reason.length > 256)) {
            throw badRequest([`statusUpdateReason: length must be 1 to 256, got ${reason.length}`]);
        }
        const job = this.#authorizedJob("s3:UpdateJobStatus", id, ctx, account, (existing) => ({
            ...existingJob(existing),
            ...(existing.status === "Suspended" && {
                "s3:JobSuspendedCause": existing.suspendedCause ?? "",
            }),
        }));
        const allowed =
            requested === "Ready" ? job.status === "Suspended" : isCancellable(job.status);
        if (!allowed) {
            throw new AwsError(
                "JobStatusException",
                400,
                `job ${job.id} is ${job.status} and cannot become ${requested}`,
            );
        }
        job.statusUpdateReason = reason;
        if (requested === "Ready") this.#engine.confirm(job);
        else this.#engine.cancel(job);
        return [
            "UpdateJobStatusResult",
            { JobId: job.id, Status: job.status, StatusUpdateReason: reason },
            flatResult({ JobId: "string", Status: "string", StatusUpdateReason: "string" }),
        ];
    }

    #updatePriority(id: string, request: HttpRequest, ctx: CallContext, account: string): Answer {
        const text = request.query.get("priority") ?? "";
        const priority = Number(text);
        if (!/^\d{1,10}$/.test(text) || priority > 2_147_483_647) {
            throw badRequest([
                `priority: must be a whole number from 0 to 2147483647, got ${JSON.stringify(text)}`,
            ]);
        }
        const job = this.#authorizedJob("s3:UpdateJobPriority", id, ctx, account, (existing) => ({
            ...existingJob(existing),
            "s3:RequestJobPriority": priority,
        }));
        if (terminalStatuses.has(job.status)) {
            throw badRequest([`job ${job.id} is ${job.status}: its priority cannot be changed`]);
        }
        job.priority = priority;
        return [
            "UpdateJobPriorityResult",
            { JobId: job.id, Priority: priority },
            flatResult({ JobId: "string", Priority: "integer" }),
        ];
    }

    #putTagging(
        id: string,
        request: HttpRequest,
        ctx: CallContext,
        account: string,
    ): Answer | undefined {
        const parsed = readWire(request.body, "PutJobTaggingRequest", jobTaggingRequest);
        const { Tags } = parsed as unknown as { readonly Tags: readonly Tag[] };
        requireTags(Tags);
        const job = this.#authorizedJob("s3:PutJobTagging", id, ctx, account, () => ({
            ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
            "aws:TagKeys": Tags.map(({ Key }) => Key),
        }));
        job.tags = new Map(Tags.map(({ Key, Value }) => [Key, Value]));
        return undefined;
    }

    /** The job, once the caller may do `action` on it: who may not, does not learn whether it exists. */
    #authorizedJob(
        action: string,
        id: string,
        ctx: CallContext,
        account: string,
        context: (job: Job) => NonNullable<AuthorizationRequest["context"]> = () => ({}),
    ): Job {
        const found = this.#jobs.get(id);
        const job =
            found === undefined || found.account !== account || this.#isGone(found)
                ? undefined
                : found;
        this.#world.authorize(ctx, {
            action,
            resource: this.#jobArn(id, account),
            resourceAccount: account,
            context: job === undefined ? {} : context(job),
        });
        if (job === undefined) {
            throw new AwsError("NotFoundException", 404, `job ${id} does not exist`);
        }
        return job;
    }

    #live(account: string): Job[] {
        return [...this.#jobs.values()].filter(
            (job) => job.account === account && !this.#isGone(job),
        );
    }

    #isGone({ terminatedAt }: Job): boolean {
        return (
            terminatedAt !== undefined &&
            this.#world.clock.now() - terminatedAt.getTime() >= keptMilliseconds
        );
    }

    #jobArn(id: string, account: string): string {
        return `arn:${this.#world.partition}:s3:${this.#world.region}:${account}:job/${id}`;
    }
}

/** The account of a request: the header the SDK sends, or the host's prefix. */
function accountOf(request: HttpRequest): string {
    const account = request.headers["x-amz-account-id"] ?? request.host.split(".")[0] ?? "";
    if (!/^\d{12}$/.test(account)) {
        throw badRequest([`x-amz-account-id: must be a 12-digit account id, got "${account}"`]);
    }
    return account;
}

function existingJob(job: Job): NonNullable<AuthorizationRequest["context"]> {
    return {
        "s3:ExistingJobOperation": job.operation,
        "s3:ExistingJobPriority": job.priority,
    };
}

function isCancellable(status: JobStatus): boolean {
    const ending: readonly JobStatus[] = ["Cancelling", "Completing", "Failing"];
    return !terminalStatuses.has(status) && !ending.includes(status);
}

function requireTags(tags: readonly Tag[]): void {
    const problems = tagProblems(tags);
    if (problems.length > 0) {
        throw new AwsError("TooManyTagsException", 400, problems.join("; "));
    }
}

/** Members in order, so that two spellings of one request compare equal. */
function canonical(value: WireValue): unknown {
    if (Array.isArray(value)) return (value as readonly WireValue[]).map(canonical);
    if (typeof value !== "object") return value;
    return Object.fromEntries(
        Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, member]) => [name, canonical(member as WireValue)]),
    );
}

function jobIdAnswer(job: Job): Answer {
    return ["CreateJobResult", { JobId: job.id }, flatResult({ JobId: "string" })];
}

function xmlResponse(status: number, answer: Answer | undefined, ctx: CallContext): HttpResponse {
    const headers = { "x-amz-request-id": ctx.requestId };
    if (answer === undefined) return { status, headers };
    return {
        status,
        headers: { ...headers, "content-type": "application/xml" },
        body: writeWire(...answer),
    };
}

function errorResponse(error: AwsError, ctx: CallContext): HttpResponse {
    return {
        status: error.status,
        headers: { "x-amz-request-id": ctx.requestId, "content-type": "application/xml" },
        body:
            `<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse xmlns="${namespace}"><Error>` +
            `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>` +
            `</Error><RequestId>${escapeXml(ctx.requestId)}</RequestId></ErrorResponse>`,
    };
}
