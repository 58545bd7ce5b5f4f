/** The bench's results as text: what the terminal and the README show. */
import type { Goal } from "./goals";
import type { MeasuredDesign } from "./designs";
import type { Cost } from "./runDesign";
import { median } from "./statistics";

export interface Measured {
    readonly design: Pick<MeasuredDesign, "name" | "title" | "reads">;
    readonly costs: readonly Cost[];
}

export interface Judged {
    readonly goal: Goal;
    /** Undefined when a design of the goal was not measured. */
    readonly value: number | undefined;
    readonly isMet: boolean;
}

const cpu = ({ costs }: Measured): number => median(costs.map(({ cpuSeconds }) => cpuSeconds));
const most = (values: readonly number[]): number => Math.max(...values);

/** Every goal against the medians of one run. */
export function judge(goals: readonly Goal[], measured: readonly Measured[]): readonly Judged[] {
    const of = (name: string): Measured | undefined =>
        measured.find(({ design }) => design.name === name);
    return goals.map((goal) => {
        const subject = of(goal.of);
        const base = goal.kind === "cpu-ratio" ? of(goal.to) : undefined;
        const value =
            subject === undefined
                ? undefined
                : goal.kind === "rss"
                  ? most(subject.costs.map(({ rssMb }) => rssMb))
                  : base === undefined
                    ? undefined
                    : cpu(subject) / cpu(base);
        return { goal, value, isMet: value !== undefined && value <= goal.most };
    });
}

/** Markdown: designs with their medians, then the goals. */
export function markdown(measured: readonly Measured[], judged: readonly Judged[]): string {
    const zcat = measured.find(({ design }) => design.name === "zcat");
    const rows = measured.map((each) => {
        const { design, costs } = each;
        const cpus = costs.map(({ cpuSeconds }) => cpuSeconds);
        const range = `${Math.min(...cpus).toFixed(2)}-${most(cpus).toFixed(2)}`;
        const ratio = zcat === undefined ? "" : (cpu(each) / cpu(zcat)).toFixed(2);
        return [
            design.title,
            design.reads,
            median(costs.map(({ wallSeconds }) => wallSeconds)).toFixed(2),
            `${cpu(each).toFixed(2)} (${range})`,
            most(costs.map(({ rssMb }) => rssMb)).toFixed(0),
            ratio,
        ];
    });
    const goals = judged.map(({ goal, value, isMet }) => [
        goal.text,
        `at most ${goal.most.toFixed(goal.unit === "MB" ? 0 : 3)} ${goal.unit}`,
        value === undefined ? "not measured" : value.toFixed(goal.unit === "MB" ? 0 : 3),
        isMet ? "met" : "**missed**",
    ]);
    return [
        ...table(["design", "file", "wall s", "CPU s (min-max)", "RSS MB", "CPU / zcat"], rows),
        "",
        ...table(["goal", "limit", "measured", ""], goals),
    ].join("\n");
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
    [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
