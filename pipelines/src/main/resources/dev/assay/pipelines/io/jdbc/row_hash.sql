-- What a row says, in the one form that Assay hashes. It takes the row of a table or of a query, and the
-- names of columns that are not the source's; those that begin with an underscore never count.
CREATE OR REPLACE FUNCTION audit.row_text(said anyelement, VARIADIC without text[] DEFAULT '{}')
RETURNS text LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET timezone = 'UTC'
AS $$
DECLARE
  parts text;
  nested text;
BEGIN
  SELECT string_agg(
      to_json(name)::text || ':' || CASE json_typeof(value)
        WHEN 'number' THEN trim_scale(value::text::numeric)::text
        ELSE value::text END,
      ',' ORDER BY name COLLATE "C"),
    string_agg(name, ', ') FILTER (WHERE json_typeof(value) IN ('object', 'array'))
  INTO parts, nested
  FROM json_each(to_json(said)) AS each (name, value)
  WHERE json_typeof(value) <> 'null' AND name !~ '^_' AND name <> ALL (without);
  IF nested IS NOT NULL THEN
    RAISE EXCEPTION 'a row with a list, a map or a row in it has no hash: column %. Name the columns that '
      'are not the source''s behind the row: audit.row_hash(t, ''name'', ...)', nested
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN '{' || coalesce(parts, '') || '}';
END $$;

CREATE OR REPLACE FUNCTION audit.row_hash(said anyelement, VARIADIC without text[] DEFAULT '{}')
RETURNS text LANGUAGE sql STABLE STRICT PARALLEL SAFE
AS $$
  SELECT encode(sha256(convert_to(audit.row_text(said, VARIADIC without), 'UTF8')), 'hex')
$$;

COMMENT ON FUNCTION audit.row_text(anyelement, text[])
  IS 'The text of which audit.row_hash is the hash.';

COMMENT ON FUNCTION audit.row_hash(anyelement, text[])
  IS 'The hash that silver has of a row as _row_hash, of the row as its source has it; then the names of columns that are not the source''s.';
