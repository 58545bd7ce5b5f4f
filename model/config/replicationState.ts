/**
 * The values of the inventory column ReplicationStatus (S3 User Guide, April 2026); "NONE" is our word for the
 * empty cell of an object that is not replicated.
 */
export const replicationStates = ["NONE", "PENDING", "COMPLETED", "FAILED", "REPLICA"] as const;

export type ReplicationState = (typeof replicationStates)[number];
