/**
 * Where everything lies in the scanner's memory, and the numbers that both sides use. It is said here and nowhere else:
 * the host reads these exports and has its views there. Nothing is ever allocated.
 */

// Kinds of columns, in the plan: fieldKind of runtime/shard/csv/fieldPlan.ts (the host translates by name).
export const KIND_SKIPPED: i32 = 0;
export const KIND_BUCKET: i32 = 1;
export const KIND_KEY: i32 = 2;
export const KIND_VERSION_ID: i32 = 3;
export const KIND_IS_LATEST: i32 = 4;
export const KIND_IS_DELETE_MARKER: i32 = 5;
export const KIND_SIZE: i32 = 6;
export const KIND_LAST_MODIFIED: i32 = 7;
export const KIND_LOCKED_UNTIL: i32 = 8;
export const KIND_STORAGE_CLASS: i32 = 9;
export const KIND_REPLICATION: i32 = 10;
export const KIND_ACCESS_TIER: i32 = 11;
export const KIND_LEGAL_HOLD: i32 = 12;
export const KIND_EVENT_HOLD: i32 = 13;
export const KIND_ENCRYPTION: i32 = 14;

/** Rows that the columns hold: batchCapacity of model/inventory/rowBatch.ts. */
export const CAPACITY: i32 = 4096;
export const MAX_COLUMNS: i32 = 256;
export const MAX_BUCKET: i32 = 512;
/** Two vectors: what codes are found by. */
export const MAX_NAME: i32 = 32;
export const MAX_NAMES: i32 = 63;
/** Code of a name that no canonical row has. */
export const ODD_CODE: i32 = 254;
/** Bytes that must be in the memory behind the window; loads may reach into them. */
export const SLACK: i32 = 1024;

/** i32: rows that `scan` has put into the columns. The 64 bytes before stay unused. */
export const ROWS: i32 = 64;
/** u8[MAX_COLUMNS]: kinds. */
export const PLAN: i32 = 128;
/** The source bucket, the quote that ends it, and room for a vector. */
export const BUCKET: i32 = PLAN + MAX_COLUMNS;
/**
 * Tables of names, one after the other: storage classes, replication, access tiers. A table is entries of 48 bytes: the
 * name in 32, its code, and the next entry with a name of that length (0 for none). In place of entry 0 stands the
 * first entry for each length.
 */
export const NAMES: i32 = 1024;
export const NAME_ENTRY: i32 = 48;
export const NAME_CODE: i32 = 32;
export const NAME_NEXT: i32 = 33;
export const NAME_TABLE: i32 = (MAX_NAMES + 1) * NAME_ENTRY;
// The columns of RowBatch.
export const KEY_START: i32 = 12288;
export const KEY_END: i32 = KEY_START + 4 * CAPACITY;
export const VERSION_START: i32 = KEY_END + 4 * CAPACITY;
export const VERSION_END: i32 = VERSION_START + 4 * CAPACITY;
export const SIZE: i32 = VERSION_END + 4 * CAPACITY;
export const MODIFIED: i32 = SIZE + 8 * CAPACITY;
export const LOCKED_UNTIL: i32 = MODIFIED + 8 * CAPACITY;
export const STATE: i32 = LOCKED_UNTIL + 8 * CAPACITY;
export const CLASS: i32 = STATE + CAPACITY;
export const REPLICATION: i32 = CLASS + CAPACITY;
export const ACCESS_TIER: i32 = REPLICATION + CAPACITY;
/** i32[CAPACITY]: rows that a tier takes, ascending, as `judge` has found them. */
export const TAKEN_ROWS: i32 = ACCESS_TIER + CAPACITY;
/** i32[CAPACITY]: where the line of each begins and ends, from `lines` on. It ends at -1 when it cannot be written. */
export const LINE_STARTS: i32 = TAKEN_ROWS + 4 * CAPACITY;
export const LINE_ENDS: i32 = LINE_STARTS + 4 * CAPACITY;
/** The window goes from here to SLACK bytes before what the host puts behind it (judgePlan.ts). */
export const WINDOW: i32 = LINE_ENDS + 4 * CAPACITY;

// Judging: reasonCode of model/selection/reasonCode.ts, as far as `judge` gives reasons itself.
export const REASON_SELECTED: i32 = 0;
export const REASON_OTHER_BUCKET: i32 = 2;
export const REASON_DELETE_MARKER: i32 = 3;
export const REASON_TAKEN_BY_EARLIER_TIER: i32 = 4;
export const REASON_NOT_CURRENT: i32 = 5;
export const REASON_NOT_NONCURRENT: i32 = 6;
export const REASON_PREFIX: i32 = 7;
export const REASON_SUFFIX: i32 = 8;
export const REASON_ALREADY_ARCHIVED: i32 = 12;
export const REASON_TOO_SMALL: i32 = 13;
export const REASON_TOO_LARGE: i32 = 14;
export const REASON_TOO_YOUNG: i32 = 15;
export const REASON_CREATED_TOO_LATE: i32 = 16;
export const REASON_LOCKED: i32 = 17;
export const REASON_REPLICATION: i32 = 18;
export const REASON_ENCRYPTED_WITH_CUSTOMER_KEY: i32 = 19;
export const REASON_NO_VERSION_ID: i32 = 20;
/** In the table of classes: the access tier decides. */
export const ASK_ACCESS_TIER: i32 = 254;
/** As a tier's index: no tier takes the row. */
export const NO_TIER: i32 = -1;

// One tier (TierConditions of model/selection/tierConditions.ts).
export const TIER_MIN_SIZE: i32 = 0;
export const TIER_MAX_SIZE: i32 = 8;
export const TIER_NEWEST: i32 = 16;
export const TIER_BEFORE: i32 = 24;
export const TIER_LOCKED_AFTER: i32 = 32;
/** Bits of the state that lock an object. */
export const TIER_LOCKS: i32 = 40;
/** STATE_NONCURRENT for a tier of noncurrent versions, else 0. */
export const TIER_NONCURRENT: i32 = 41;
/** 1 for a tier that no row is for, because it needs version ids and the inventory has none. */
export const TIER_LACKS_VERSION_IDS: i32 = 42;
/** Lines of the rows it takes: 0 for none, 1 without version ids, 2 with them. */
export const TIER_LINES: i32 = 43;
/** Address of a list of affixes: how many (i32), then of each its length (i32) and its bytes. */
export const TIER_PREFIXES: i32 = 44;
export const TIER_SUFFIXES: i32 = 48;
/** Tables by code, 256 bytes each: a reason or ASK_ACCESS_TIER, 1 for archived, 1 for accepted. */
export const TIER_CLASSES: i32 = 64;
export const TIER_ARCHIVED_ACCESS: i32 = 320;
export const TIER_REPLICATION: i32 = 576;
export const TIER_BYTES: i32 = 832;
