import type { Switches } from "./contracts";

/** The stricter setting of everything that AWS does not document (local-aws.md section 7); rehearsals run on it. */
export const stricterSwitches: Switches = {
    batchSendsSourceAccount: false,
    batchPassedToService: "batchoperations.s3.amazonaws.com",
    refuseKmsManifests: true,
    jobEvents: true,
    copyLimitBytes: 5_000_000_000,
};
