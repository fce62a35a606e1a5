/** Options of `candor block`. */
export interface BlockOptions {
  readonly egress?: boolean;
  readonly ingress?: boolean;
  readonly for: number;
  readonly container?: string;
  readonly from?: string;
  readonly reason?: string;
  readonly keep?: boolean;
  readonly proof: boolean;
  readonly port: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly author?: string;
  readonly config?: string;
  readonly case?: string;
  readonly json?: boolean;
}
