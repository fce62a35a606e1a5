import type { RuleProblem } from '../rule.js';

const MOST_PROBLEMS = 1_000;

/** Collects what is wrong with the documents of one file, so that a document is told all of its problems at once. */
export class ProblemList {
  readonly file: string;
  readonly problems: RuleProblem[] = [];
  /** Title of the document that is being read. */
  rule: string | null = null;

  constructor(file: string) {
    this.file = file;
  }

  invalid(line: number | null, message: string): null {
    return this.#add('invalid', line, message);
  }

  unsupported(line: number | null, message: string): null {
    return this.#add('unsupported', line, message);
  }

  #add(kind: RuleProblem['kind'], line: number | null, message: string): null {
    if (this.problems.length < MOST_PROBLEMS)
      this.problems.push({ file: this.file, line, rule: this.rule, kind, message: message.slice(0, 500) });
    return null;
  }
}
