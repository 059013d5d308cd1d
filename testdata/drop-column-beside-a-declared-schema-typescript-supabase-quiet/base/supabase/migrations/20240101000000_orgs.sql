CREATE TABLE public.orgs (
    id uuid PRIMARY KEY,
    name text,
    sso_enabled boolean
);
