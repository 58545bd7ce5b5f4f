/**
 * The text with what stands between `<!-- name -->` and `<!-- /name -->` replaced.
 * @throws Error when the marks are not there.
 */
export function replaceSection(text: string, name: string, content: string): string {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const from = text.indexOf(start);
    const to = text.indexOf(end);
    if (from < 0 || to < from)
        throw new Error(`the text must have ${start} and ${end} around the place`);
    return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}
