/** S3's errors that more than one operation answers, with the codes, statuses and texts of the S3 API Reference. */
import { AwsError } from "../core/contracts";

export const accessDenied = (message = "Access Denied"): AwsError =>
    new AwsError("AccessDenied", 403, message);
export const invalidArgument = (message: string, name?: string, value?: string): AwsError =>
    new AwsError("InvalidArgument", 400, message, {
        ...(name === undefined ? {} : { ArgumentName: name }),
        ...(value === undefined ? {} : { ArgumentValue: value }),
    });
export const invalidRequest = (message: string): AwsError =>
    new AwsError("InvalidRequest", 400, message);
export const malformedXml = (detail: string): AwsError =>
    new AwsError(
        "MalformedXML",
        400,
        `The XML you provided was not well-formed or did not validate against our published schema (${detail})`,
    );
export const noSuchKey = (key: string): AwsError =>
    new AwsError("NoSuchKey", 404, "The specified key does not exist.", { Key: key });
export const noSuchVersion = (key: string, versionId: string): AwsError =>
    new AwsError("NoSuchVersion", 404, "The specified version does not exist.", {
        Key: key,
        VersionId: versionId,
    });
export const noSuchUpload = (uploadId: string): AwsError =>
    new AwsError(
        "NoSuchUpload",
        404,
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
        { UploadId: uploadId },
    );
export const preconditionFailed = (condition: string): AwsError =>
    new AwsError(
        "PreconditionFailed",
        412,
        "At least one of the pre-conditions you specified did not hold",
        { Condition: condition },
    );
export const invalidObjectState = (message: string, storageClass: string): AwsError =>
    new AwsError("InvalidObjectState", 403, message, { StorageClass: storageClass });
export const deleteMarkerAnswer = (): AwsError =>
    new AwsError(
        "MethodNotAllowed",
        405,
        "The specified method is not allowed against this resource.",
    );
