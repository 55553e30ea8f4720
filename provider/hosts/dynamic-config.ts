/** What `configure` is given: `get` takes the key of this project's configuration, or one with its namespace (`github:token`). */
export interface DynamicConfig {
  get(key: string): string | undefined;
}
