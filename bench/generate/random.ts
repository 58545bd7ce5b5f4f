/**
 * Seeded random numbers (sfc32, PractRand-tested public-domain design of Chris Doty-Humphrey): the same seed gives the
 * same data on every machine, so that figures of different runs and formats belong to the same rows.
 */
export class Random {
    #a = 0;
    #b = 0;
    #c = 0;
    #counter = 1;

    constructor(seed: number) {
        this.#a = seed | 0;
        this.#b = Math.trunc(seed / 2 ** 32) | 0;
        for (let round = 0; round < 15; round++) this.bits();
    }

    /** 32 random bits, unsigned. */
    bits(): number {
        const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
        this.#counter = (this.#counter + 1) | 0;
        this.#a = this.#b ^ (this.#b >>> 9);
        this.#b = (this.#c + (this.#c << 3)) | 0;
        this.#c = (this.#c << 21) | (this.#c >>> 11);
        this.#c = (this.#c + sum) | 0;
        return sum >>> 0;
    }

    /** 0 inclusive to 1 exclusive. */
    share(): number {
        return this.bits() / 2 ** 32;
    }

    /** A whole number from `least` to `most`, both included. */
    between(least: number, most: number): number {
        return least + Math.floor(this.share() * (most - least + 1));
    }

    oneOf<T>(list: readonly T[]): T {
        return list[Math.floor(this.share() * list.length)] as T;
    }

    /** Standard normal (Box-Muller). */
    normal(): number {
        return Math.sqrt(-2 * Math.log(1 - this.share())) * Math.cos(2 * Math.PI * this.share());
    }

    /** Text of `length` lower-case hex digits. */
    hex(length: number): string {
        let text = "";
        while (text.length < length) text += (this.bits() + 2 ** 32).toString(16).slice(1);
        return text.slice(0, length);
    }

    /** Text of `length` characters of an alphabet of 64. */
    letters64(alphabet: string, length: number): string {
        let text = "";
        for (let done = 0; done < length; done += 5) {
            let bits = this.bits();
            for (let left = Math.min(5, length - done); left > 0; left--, bits >>>= 6)
                text += alphabet.charAt(bits & 63);
        }
        return text;
    }
}
