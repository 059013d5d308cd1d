// A tag of the cache has the name of an index that no error bears.
export const tag = "members_team_idx";
