ALTER TABLE prices DROP COLUMN preset_v2;
