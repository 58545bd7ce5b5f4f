import { CatalogueService } from "../catalogue/catalogueService";
import { CloudWatchService } from "../cloudwatch/cloudWatchService";
import { EventsService } from "../events/eventsService";
import { InventoryService } from "../inventory/inventoryService";
import { LambdaService } from "../lambda/lambdaService";
import { LogsService } from "../logs/logsService";
import { S3Service } from "../s3/s3Service";
import { S3ControlService } from "../s3control/s3ControlService";
import { SchedulerService } from "../scheduler/schedulerService";
import { SnsService } from "../sns/snsService";
import { SqsService } from "../sqs/sqsService";
import { StatesService } from "../states/statesService";
import { WorldBase, type WorldOptions } from "./worldBase";

/**
 * A whole local AWS: one Region, several accounts, every service, with the levers that tests pull. Constructors may
 * add clock tasks but not use other services, which may not exist yet.
 */
export class LocalAws extends WorldBase {
    readonly logs: LogsService = new LogsService(this);
    readonly cloudwatch: CloudWatchService = new CloudWatchService(this);
    readonly sns: SnsService = new SnsService(this);
    readonly sqs: SqsService = new SqsService(this);
    readonly events: EventsService = new EventsService(this);
    readonly lambda: LambdaService = new LambdaService(this);
    readonly scheduler: SchedulerService = new SchedulerService(this);
    readonly s3: S3Service = new S3Service(this);
    readonly s3control: S3ControlService = new S3ControlService(this);
    readonly inventory: InventoryService = new InventoryService(this);
    readonly states: StatesService = new StatesService(this);
    readonly catalogue: CatalogueService = new CatalogueService(this);
}

/** Builds a local AWS. Same seed and same steps give the same state, ids and reports. */
export function createLocalAws(options: WorldOptions): LocalAws {
    return new LocalAws(options);
}
