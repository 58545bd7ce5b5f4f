import { NotImplemented, type World } from "../core/contracts";

/** The error for `what`, after recording it in `world.refusals`, so that a rehearsal finds it. Throw it. */
export function refusal(world: World, what: string): NotImplemented {
    world.refusals.push(what);
    return new NotImplemented(what);
}

/** Throws `refusal` for the first key of `value` that is not in `known`: an unknown field is never ignored. */
export function refuseUnknownFields(
    world: World,
    where: string,
    value: object,
    known: readonly string[],
): void {
    for (const [field, content] of Object.entries(value)) {
        if (content === undefined || known.includes(field)) continue;
        throw refusal(world, `${where}: ${field}`);
    }
}
