import { clickhouseClient, queryStore } from "./clickhouse";

export async function all() {
  const query = "SELECT count() FROM traces";
  return clickhouseClient().query({ query });
}

export const ofProject = (projectId: string) =>
  queryStore("SELECT id FROM traces t FINAL WHERE t.project_id = {projectId: String}", { projectId });
