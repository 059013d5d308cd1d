ALTER TABLE public.orgs DROP COLUMN sso_enabled;
