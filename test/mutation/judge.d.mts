interface Left {
  readonly at: string
  readonly lines: string
  readonly replacement: string
}

export function unexplained(report: object, equivalent: readonly object[]): Left[]
export function judge(reportFile: string, listFile: string): number
