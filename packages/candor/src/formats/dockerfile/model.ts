/** One heredoc of an instruction (`RUN <<EOF`). */
export interface DockerHeredoc {
  readonly name: string;
  readonly body: string;
  /** Line of the body's first line. */
  readonly line: number;
}

/** One instruction. `line` is where it begins, `lastLine` where its continuation or heredoc ends (1-based). */
export interface DockerInstruction {
  /** Upper case: `RUN`, `COPY`, … */
  readonly keyword: string;
  /** Text after the keyword and flags, continuation lines joined, comment lines left out. */
  readonly text: string;
  /** `--name=value` flags in order; value '' for a bare flag. */
  readonly flags: readonly { readonly name: string; readonly value: string }[];
  /** Words of the JSON (exec) form, null for the shell form. */
  readonly exec: readonly string[] | null;
  readonly heredocs: readonly DockerHeredoc[];
  readonly line: number;
  readonly lastLine: number;
}

/** A name and value of `ENV`, `ARG` or `LABEL`. Values may be secrets: never print them. Null = `ARG NAME` alone. */
export interface DockerPair {
  readonly keyword: 'ENV' | 'ARG' | 'LABEL';
  readonly name: string;
  readonly value: string | null;
  readonly line: number;
}

/** A parsed image reference. */
export interface DockerImage {
  /** As written after expansion of what is known: `node:20-alpine@sha256:…`. */
  readonly reference: string;
  readonly name: string;
  readonly tag: string | null;
  /** `sha256:…`. */
  readonly digest: string | null;
  /** Variables that are left in it because no `ARG` before the first stage gives a default. */
  readonly unresolved: readonly string[];
}

/** One `COPY` or `ADD`. */
export interface DockerCopy {
  readonly keyword: 'COPY' | 'ADD';
  readonly sources: readonly string[];
  readonly target: string;
  /** `--from`: a stage, its number, or an image. */
  readonly from: string | null;
  readonly chown: string | null;
  readonly chmod: string | null;
  readonly line: number;
}

/** One `RUN`, `CMD` or `ENTRYPOINT`. `script` is the shell text with heredocs, or the exec words joined by blanks. */
export interface DockerCommand {
  readonly script: string;
  readonly exec: readonly string[] | null;
  readonly flags: readonly { readonly name: string; readonly value: string }[];
  readonly line: number;
}

/** One `USER`: the name or number before `:` and the group after it. */
export interface DockerUser {
  readonly user: string;
  readonly group: string | null;
  readonly line: number;
}

/** One build stage. */
export interface DockerStage {
  readonly index: number;
  /** `AS name`, lower case as Docker compares it. */
  readonly name: string | null;
  /** Null when the stage builds on `scratch` or on an earlier stage. */
  readonly image: DockerImage | null;
  /** Index of the earlier stage that it builds on. */
  readonly baseStage: number | null;
  readonly platform: string | null;
  readonly instructions: readonly DockerInstruction[];
  /** Every `USER` of the stage, in order. */
  readonly users: readonly DockerUser[];
  readonly pairs: readonly DockerPair[];
  readonly copies: readonly DockerCopy[];
  readonly runs: readonly DockerCommand[];
  readonly cmd: DockerCommand | null;
  readonly entrypoint: DockerCommand | null;
  readonly exposes: readonly { readonly text: string; readonly line: number }[];
  readonly hasHealthcheck: boolean;
  readonly line: number;
}

/** A whole Dockerfile. */
export interface Dockerfile {
  readonly escape: '\\' | '`';
  /** `# syntax=` directive. */
  readonly syntax: string | null;
  /** `ARG`s before the first `FROM`. */
  readonly globalArgs: readonly DockerPair[];
  readonly stages: readonly DockerStage[];
}
