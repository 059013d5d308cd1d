export async function last(projectId: string) {
  return query(`
    WITH recent AS (SELECT 1 AS n)
    SELECT t.id, t.at FROM traces t JOIN recent r ON true WHERE t.project_id = '1'
  `);
}
