/** Metrics and structured logs of the functions. */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { metricNames, metricNamespace } from "../../model/naming/environment";

export type MetricName = keyof typeof metricNames;

/** Where something happened: in logs as fields, in metrics as metadata (never as dimensions, alarms have none). */
export type Details = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Telemetry {
    metric(name: MetricName, value: number, details?: Details): void;
    info(message: string, details?: Details): void;
    warn(message: string, details?: Details): void;
    error(message: string, details?: Details, cause?: unknown): void;
}

const hours: readonly MetricName[] = ["inventoryAgeHours"];
const bytes: readonly MetricName[] = ["bytesSelected"];

/** Powertools' logger and EMF metrics with the one dimension that the alarms use, `stack`. */
export function powertoolsTelemetry(stack: string, serviceName: string): Telemetry {
    const logger = new Logger({ serviceName, persistentLogAttributes: { stack } });
    const metrics = new Metrics({ namespace: metricNamespace });
    // Powertools adds a "service" dimension of its own; an alarm on {stack} would never see that metric.
    metrics.clearDefaultDimensions();
    metrics.setDefaultDimensions({ stack });
    return {
        metric(name, value, details = {}) {
            for (const [key, detail] of Object.entries(details))
                if (detail !== undefined) metrics.addMetadata(key, String(detail));
            const unit = hours.includes(name) ? "None" : bytes.includes(name) ? "Bytes" : "Count";
            metrics.addMetric(metricNames[name], unit, value);
            // One record per metric: metadata belongs to the record, and the next metric's may differ.
            metrics.publishStoredMetrics();
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
