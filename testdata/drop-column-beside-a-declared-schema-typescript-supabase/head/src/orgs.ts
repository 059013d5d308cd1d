import { supabase } from "./client";

export const org = (id: string) => supabase.from("orgs").select("name, sso_enabled").eq("id", id);
