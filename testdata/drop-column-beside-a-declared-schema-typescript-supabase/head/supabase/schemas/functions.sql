CREATE OR REPLACE FUNCTION public.has_sso(org uuid) RETURNS boolean LANGUAGE sql AS $$
    SELECT orgs.sso_enabled FROM public.orgs WHERE orgs.id = org;
$$;
