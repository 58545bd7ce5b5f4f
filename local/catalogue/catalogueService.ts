import {
    type AthenaNamedQuery,
    type AthenaWorkgroup,
    AwsError,
    type CatalogueApi,
    type GlueDatabase,
    type GlueTable,
    type World,
} from "../core/contracts";

interface AccountCatalogue {
    readonly databases: Map<string, GlueDatabase>;
    /** By "database.table". */
    readonly tables: Map<string, GlueTable>;
    readonly workgroups: Map<string, AthenaWorkgroup>;
    readonly queries: (AthenaNamedQuery & { readonly id: string })[];
}

/** Names that Athena can use of what Glue allows: lower case, digits and _ (Athena User Guide, "Name databases, tables"). */
const catalogueName = /^[a-z0-9_]{1,255}$/;
const workgroupName = /^[a-zA-Z0-9._-]{1,128}$/;
/** Smallest scan limit of a workgroup, in bytes (Athena API, BytesScannedCutoffPerQuery). */
const smallestScanLimit = 10 * 1024 * 1024;
/** Longest text of a saved query, in characters (Athena API, NamedQuery). */
const longestQuery = 262_144;

/**
 * The Glue data catalogue and Athena's workgroups and saved queries as they are deployed, one per account. Nothing is
 * queried: what a query would answer is not known here.
 */
export class CatalogueService implements CatalogueApi {
    readonly #world: World;
    readonly #accounts = new Map<string, AccountCatalogue>();

    constructor(world: World) {
        this.#world = world;
    }

    /** @throws AwsError AlreadyExistsException, InvalidInputException */
    createDatabase(account: string, database: GlueDatabase): { arn: string } {
        const { databases } = this.#of(account);
        checkName("database", database.name);
        if (databases.has(database.name)) throw exists(`Database ${database.name}`);
        databases.set(database.name, database);
        return { arn: this.#arn("glue", account, `database/${database.name}`) };
    }

    /** @throws AwsError AlreadyExistsException, EntityNotFoundException, InvalidInputException */
    createTable(account: string, table: GlueTable): { arn: string } {
        const { databases, tables } = this.#of(account);
        const { database, name, columns, partitionKeys } = table;
        checkName("table", name);
        if (!databases.has(database)) {
            throw new AwsError("EntityNotFoundException", 400, `Database ${database} not found.`);
        }
        const key = `${database}.${name}`;
        if (tables.has(key)) throw exists(`Table ${key}`);
        // Athena cannot read a table whose partition key is also a column.
        const names = [...columns, ...partitionKeys].map((column) => column.name.toLowerCase());
        const twice = names.find((one, i) => names.indexOf(one) !== i);
        if (twice !== undefined) {
            throw new AwsError(
                "InvalidInputException",
                400,
                `table ${key}: column "${twice}" is there twice`,
            );
        }
        tables.set(key, table);
        return { arn: this.#arn("glue", account, `table/${database}/${name}`) };
    }

    /** @throws AwsError InvalidRequestException */
    createWorkgroup(account: string, workgroup: AthenaWorkgroup): { arn: string } {
        const { workgroups } = this.#of(account);
        const { name, scanLimitBytes, output } = workgroup;
        if (!workgroupName.test(name)) {
            throw invalid(`workgroup name: must match ${workgroupName}, got "${name}"`);
        }
        if (workgroups.has(name)) throw invalid(`WorkGroup ${name} is already created`);
        if (
            scanLimitBytes !== undefined &&
            (!Number.isInteger(scanLimitBytes) || scanLimitBytes < smallestScanLimit)
        ) {
            throw invalid(
                `workgroup ${name}: bytesScannedCutoffPerQuery must be a whole number from ${smallestScanLimit}, got ${scanLimitBytes}`,
            );
        }
        if (output?.location !== undefined && !/^s3:\/\/[^/]+\//.test(output.location)) {
            throw invalid(
                `workgroup ${name}: outputLocation must be s3://bucket/…, got "${output.location}"`,
            );
        }
        const needsKey = output?.encryption === "SSE_KMS" || output?.encryption === "CSE_KMS";
        if (needsKey !== (output?.kmsKeyArn !== undefined)) {
            throw invalid(
                `workgroup ${name}: a key belongs to SSE_KMS and CSE_KMS, got ${output?.encryption ?? "no encryption"} with key ${output?.kmsKeyArn}`,
            );
        }
        if (
            output?.kmsKeyArn !== undefined &&
            !this.#world.kms.resolve(account, output.kmsKeyArn)
        ) {
            throw invalid(`workgroup ${name}: key ${output.kmsKeyArn} does not exist`);
        }
        workgroups.set(name, workgroup);
        return { arn: this.#arn("athena", account, `workgroup/${name}`) };
    }

    /** @throws AwsError InvalidRequestException */
    createNamedQuery(account: string, query: AthenaNamedQuery): { id: string } {
        const { workgroups, queries } = this.#of(account);
        const { name, workgroup } = query;
        if (name.length < 1 || name.length > 128) {
            throw invalid(`named query: name must have 1 to 128 characters, got "${name}"`);
        }
        if (workgroup !== "primary" && !workgroups.has(workgroup)) {
            throw invalid(`named query ${name}: WorkGroup ${workgroup} is not found.`);
        }
        if (query.query.length < 1 || query.query.length > longestQuery) {
            throw invalid(
                `named query ${name}: must have 1 to ${longestQuery} characters, got ${query.query.length}`,
            );
        }
        const id = this.#world.ids.uuid();
        queries.push({ ...query, id });
        return { id };
    }

    databases(account: string): readonly GlueDatabase[] {
        return [...this.#of(account).databases.values()];
    }

    tables(account: string, database?: string): readonly GlueTable[] {
        return [...this.#of(account).tables.values()].filter(
            (table) => database === undefined || table.database === database,
        );
    }

    workgroups(account: string): readonly AthenaWorkgroup[] {
        return [...this.#of(account).workgroups.values()];
    }

    namedQueries(account: string): readonly (AthenaNamedQuery & { readonly id: string })[] {
        return [...this.#of(account).queries];
    }

    #of(account: string): AccountCatalogue {
        const found = this.#accounts.get(account) ?? {
            ...{ databases: new Map(), tables: new Map(), workgroups: new Map(), queries: [] },
        };
        this.#accounts.set(account, found);
        return found;
    }

    #arn(service: "glue" | "athena", account: string, resource: string): string {
        const { partition, region } = this.#world;
        return `arn:${partition}:${service}:${region}:${account}:${resource}`;
    }
}

function checkName(what: string, name: string): void {
    if (catalogueName.test(name)) return;
    throw new AwsError(
        "InvalidInputException",
        400,
        `${what} name: must match ${catalogueName}, so that Athena can read it, got "${name}"`,
    );
}

const exists = (what: string): AwsError =>
    new AwsError("AlreadyExistsException", 400, `${what} already exists.`);

const invalid = (message: string): AwsError =>
    new AwsError("InvalidRequestException", 400, message);
