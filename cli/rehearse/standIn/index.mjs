// Stands in for a team's own function in rehearsals: says what it was asked to do, does nothing, succeeds.
export async function handler(event) {
    return {
        invocationSchemaVersion: event.invocationSchemaVersion,
        treatMissingKeysAs: "PermanentFailure",
        invocationId: event.invocationId,
        results: event.tasks.map(({ taskId, s3Key }) => {
            console.log(
                JSON.stringify({ standIn: true, s3Key, arguments: event.job.userArguments }),
            );
            return { taskId, resultCode: "Succeeded", resultString: "stand-in: nothing done" };
        }),
    };
}
