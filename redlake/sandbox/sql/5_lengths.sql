-- CHAR and VARCHAR are as long as they say in bytes, where PostgreSQL counts characters
-- (Character types, Amazon Redshift Database Developer Guide).

-- What fits, in whole characters. What is cut from what is stored may only be blanks.
CREATE FUNCTION sandbox.cut_to_bytes(said text, bytes int, is_cast boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  encoded bytea := convert_to(said, 'UTF8');
  place int := bytes;
BEGIN
  IF NOT is_cast AND octet_length(rtrim(said, ' ')) > bytes THEN
    RAISE EXCEPTION USING ERRCODE = '22001', MESSAGE = format('value too long for type character varying(%s)', bytes);
  END IF;
  -- The bytes behind a character's first one begin with 10.
  WHILE get_byte(encoded, place) & 192 = 128 LOOP place := place - 1; END LOOP;
  RETURN convert_from(substr(encoded, 1, place), 'UTF8');
END $$;
CREATE FUNCTION sandbox.varchar_of(said varchar, modifier int, is_cast boolean) RETURNS varchar
LANGUAGE sql IMMUTABLE STRICT RETURN
  CASE WHEN octet_length(said) <= modifier - 4 THEN said
       ELSE sandbox.cut_to_bytes(said, modifier - 4, is_cast) END;

-- A column of it has characters of one byte only. What a cast makes of others is not documented;
-- here it fills as many bytes, so that the catalog's own CHARs can show names.
CREATE FUNCTION sandbox.char_of(said bpchar, modifier int, is_cast boolean) RETURNS bpchar
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  bytes int := modifier - 4;
  kept text := said;
BEGIN
  IF octet_length(kept) = length(kept) THEN RETURN bpchar(said, modifier, is_cast); END IF;
  IF NOT is_cast THEN
    RAISE EXCEPTION USING ERRCODE = '0A000',
      MESSAGE = 'Multibyte character not supported for CHAR (Hint: Try using VARCHAR).';
  END IF;
  IF octet_length(kept) > bytes THEN kept := sandbox.cut_to_bytes(kept, bytes, true); END IF;
  RETURN kept || repeat(' ', bytes - octet_length(kept));
END $$;

UPDATE pg_cast SET castfunc = 'sandbox.varchar_of'::regproc
 WHERE castsource = 'varchar'::regtype AND casttarget = 'varchar'::regtype;
UPDATE pg_cast SET castfunc = 'sandbox.char_of'::regproc
 WHERE castsource = 'bpchar'::regtype AND casttarget = 'bpchar'::regtype;
