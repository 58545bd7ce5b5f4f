/**
 * A tier's selection as an SQL condition over `listedObjects`: for people who want to see what would be archived
 * before anything is. Submit does not use it; tests hold it to the same verdicts as model/selection/tierRule.ts.
 */
import type { SelectingTier } from "../selection/tierRule";
import { archivedAccessTiers, archivedClasses } from "../storageClass";
import { globRegex } from "./globRegex";
import { sqlInteger, sqlList, sqlString } from "./sqlText";

/**
 * True or false, never NULL, for a row that is no delete marker. What an earlier run has done and object tags are not
 * in an inventory, so they are not judged. Throws GlobError for a bad pattern.
 */
export function tierCondition({ select, action }: SelectingTier): string {
    const { prefixes, suffixes, minSizeBytes, maxSizeBytes, versions, ...compiled } = select;
    const { olderThanDays, createdBefore, storageClasses, locked, ...lists } = compiled;
    const { include, exclude, replication, tags: _judgedByTask, ...unknown } = lists;
    // The compiler refuses a new member of Selection here.
    unknown satisfies Record<string, never>;
    const conditions = [
        versions === "current" ? "is_latest" : "NOT is_latest",
        anyOf(prefixes, (prefix) => `starts_with(key, ${sqlString(prefix)})`),
        anyOf(suffixes, (suffix) => endsWith(suffix)),
        anyOf(include, matches),
        exclude.length === 0 ? undefined : `NOT ${anyOf(exclude, matches) ?? ""}`,
        `COALESCE(storage_class IN (${sqlList(storageClasses)}), false)`,
        ...notArchived(action),
        `COALESCE(size >= ${sqlInteger(minSizeBytes)}, false)`,
        maxSizeBytes === undefined ? undefined : `size <= ${sqlInteger(maxSizeBytes)}`,
        `COALESCE(last_modified_date <= scanned_at - INTERVAL '${sqlInteger(olderThanDays ?? 0)}' DAY, false)`,
        createdBefore === undefined
            ? undefined
            : `last_modified_date < CAST(from_iso8601_timestamp(${sqlString(new Date(createdBefore).toISOString())}) AS timestamp)`,
        locked === "include"
            ? undefined
            : "NOT COALESCE(object_lock_retain_until_date > scanned_at, false)",
        locked === "include"
            ? undefined
            : "NOT COALESCE(lower(object_lock_legal_hold_status) = 'on', false)",
        `COALESCE(replication_status, 'NONE') IN (${sqlList(replication)})`,
        "NOT COALESCE(encryption_status = 'SSE-C', false)",
    ];
    return conditions.filter((condition) => condition !== undefined).join("\n    AND ");
}

/** Whether one of the conditions holds; undefined when there are none, because an empty list asks nothing. */
function anyOf(
    values: readonly string[],
    condition: (value: string) => string,
): string | undefined {
    if (values.length === 0) return undefined;
    return `(${values.map(condition).join(" OR ")})`;
}

const endsWith = (suffix: string): string =>
    `substr(key, -${Array.from(suffix).length}) = ${sqlString(suffix)}`;

const matches = (glob: string): string => `regexp_like(key, ${sqlString(globRegex(glob))})`;

function notArchived(action: SelectingTier["action"]): readonly string[] {
    const copies =
        action?.kind === "copyTo" ||
        (action?.kind === "changeClass" && action.mechanism === "copy");
    const archived = [
        ...(action?.kind === "changeClass" ? [action.storageClass] : []),
        ...(copies ? archivedClasses : []),
    ];
    return [
        ...(archived.length === 0 ? [] : [`storage_class NOT IN (${sqlList(archived)})`]),
        "NOT (storage_class = 'INTELLIGENT_TIERING' AND " +
            `COALESCE(intelligent_tiering_access_tier IN (${sqlList(archivedAccessTiers)}), false))`,
    ];
}
