import { supabase } from "./client";

export const org = (id: string) => supabase.from("orgs").select("name").eq("id", id);
