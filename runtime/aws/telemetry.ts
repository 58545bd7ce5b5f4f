/** Metrics and structured logs of the functions. */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { metricNamespace, metrics, type MetricName } from "../../model/naming/environment";

/** Where something happened: in logs as fields, in metrics as metadata (never as dimensions, alarms have none). */
export type Details = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Telemetry {
    metric(name: MetricName, value: number, details?: Details): void;
    info(message: string, details?: Details): void;
    warn(message: string, details?: Details): void;
    error(message: string, details?: Details, cause?: unknown): void;
}

/** Powertools' logger and EMF metrics with the one dimension that the alarms use, `stack`. */
export function powertoolsTelemetry(stack: string, serviceName: string): Telemetry {
    const logger = new Logger({ serviceName, persistentLogAttributes: { stack } });
    const emitted = new Metrics({ namespace: metricNamespace });
    // Powertools adds a "service" dimension of its own; an alarm on {stack} would never see that metric.
    emitted.clearDefaultDimensions();
    emitted.setDefaultDimensions({ stack });
    return {
        metric(name, value, details = {}) {
            for (const [key, detail] of Object.entries(details))
                if (detail !== undefined) emitted.addMetadata(key, String(detail));
            emitted.addMetric(metrics[name].name, metrics[name].unit, value);
            // One record per metric: metadata belongs to the record, and the next metric's may differ.
            emitted.publishStoredMetrics();
        },
        info: (message, details = {}) => {
            logger.info(message, details);
        },
        warn: (message, details = {}) => {
            logger.warn(message, details);
        },
        error: (message, details = {}, cause) => {
            logger.error(message, cause instanceof Error ? { ...details, error: cause } : details);
        },
    };
}
