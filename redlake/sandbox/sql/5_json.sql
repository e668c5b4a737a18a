-- Functions of JSON in strings.

CREATE FUNCTION sandbox.parsed_json(said text, null_if_invalid boolean) RETURNS json LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF said IS JSON THEN RETURN said::json; END IF;
  IF NOT null_if_invalid AND said IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'XX000', MESSAGE = 'JSON parsing error';
  END IF;
  RETURN NULL;
END $$;

-- Where nothing is at the path, there is an empty string.
CREATE FUNCTION sandbox.json_at(said text, path text[], null_if_invalid boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  found json := sandbox.parsed_json(said, null_if_invalid);
  element text;
BEGIN
  IF found IS NULL OR array_position(path, NULL) IS NOT NULL THEN RETURN NULL; END IF;
  FOREACH element IN ARRAY path LOOP
    IF json_typeof(found) <> 'object' THEN RETURN ''; END IF;
    found := found -> element;
    IF found IS NULL THEN RETURN ''; END IF;
  END LOOP;
  RETURN found #>> '{}';
END $$;

CREATE FUNCTION redshift.json_extract_path_text(text, VARIADIC text[]) RETURNS text LANGUAGE sql IMMUTABLE RETURN
  sandbox.json_at($1, $2, false);
-- A path of one to five elements, and null_if_invalid behind it.
DO $$
BEGIN
  FOR number IN 1..5 LOOP
    EXECUTE format('CREATE FUNCTION redshift.json_extract_path_text(text, %s, boolean) RETURNS text LANGUAGE sql'
                   ' IMMUTABLE RETURN sandbox.json_at($1, ARRAY[%s], $%s)',
                   array_to_string(array_fill('text'::text, ARRAY[number]), ', '),
                   (SELECT string_agg('$' || n, ', ' ORDER BY n) FROM generate_series(2, number + 1) n), number + 2);
  END LOOP;
END $$;

-- Where nothing is at the place, there is an empty string; the first place is 0.
CREATE FUNCTION redshift.json_extract_array_element_text(said text, place int, null_if_invalid boolean DEFAULT false)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE found json := sandbox.parsed_json(said, null_if_invalid);
BEGIN
  IF json_typeof(found) <> 'array' THEN
    IF null_if_invalid THEN RETURN NULL; END IF;
    RAISE EXCEPTION USING ERRCODE = 'XX000', MESSAGE = 'JSON parsing error';
  END IF;
  IF place < 0 OR place >= json_array_length(found) THEN RETURN ''; END IF;
  RETURN found ->> place;
END $$;
CREATE FUNCTION redshift.json_array_length(said text, null_if_invalid boolean DEFAULT false) RETURNS int
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE found json := sandbox.parsed_json(said, null_if_invalid);
BEGIN
  IF json_typeof(found) <> 'array' THEN
    IF null_if_invalid THEN RETURN NULL; END IF;
    RAISE EXCEPTION USING ERRCODE = 'XX000', MESSAGE = 'JSON parsing error';
  END IF;
  RETURN json_array_length(found);
END $$;

-- There is another function for arrays; what this one says of them is not documented.
CREATE FUNCTION redshift.is_valid_json(said text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  IF said IS JSON AND NOT said IS JSON OBJECT THEN
    PERFORM sandbox.not_imitated('IS_VALID_JSON of what is no object');
  END IF;
  RETURN said IS JSON;
END $$;
CREATE FUNCTION redshift.is_valid_json_array(text) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN $1 IS JSON ARRAY;
