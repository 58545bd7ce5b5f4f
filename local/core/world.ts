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
import { serviceNames, WorldBase, type WorldOptions } from "./worldBase";

/** A whole local AWS: one Region, several accounts, every service, with the levers that tests pull. */
export class LocalAws extends WorldBase {
    constructor(options: WorldOptions) {
        super(options, {
            s3: (world) => new S3Service(world),
            s3control: (world) => new S3ControlService(world),
            inventory: (world) => new InventoryService(world),
            lambda: (world) => new LambdaService(world),
            events: (world) => new EventsService(world),
            scheduler: (world) => new SchedulerService(world),
            sqs: (world) => new SqsService(world),
            sns: (world) => new SnsService(world),
            cloudwatch: (world) => new CloudWatchService(world),
            logs: (world) => new LogsService(world),
        });
        // Services with clock tasks of their own (lifecycle, deliveries) must exist before time moves.
        for (const name of serviceNames) void this[name];
    }

    override get s3(): S3Service {
        return super.s3 as S3Service;
    }
    override get s3control(): S3ControlService {
        return super.s3control as S3ControlService;
    }
    override get inventory(): InventoryService {
        return super.inventory as InventoryService;
    }
    override get lambda(): LambdaService {
        return super.lambda as LambdaService;
    }
    override get events(): EventsService {
        return super.events as EventsService;
    }
    override get scheduler(): SchedulerService {
        return super.scheduler as SchedulerService;
    }
    override get sqs(): SqsService {
        return super.sqs as SqsService;
    }
    override get sns(): SnsService {
        return super.sns as SnsService;
    }
    override get cloudwatch(): CloudWatchService {
        return super.cloudwatch as CloudWatchService;
    }
    override get logs(): LogsService {
        return super.logs as LogsService;
    }
}

/** Builds a local AWS. Same seed and same steps give the same state, ids and reports. */
export function createLocalAws(options: WorldOptions): LocalAws {
    return new LocalAws(options);
}
