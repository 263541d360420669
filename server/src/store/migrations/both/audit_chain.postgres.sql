CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit records stay as they are';
END $$;

CREATE FUNCTION audit_is_not_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.erased_by IS NULL AND NEW.erased_by > OLD.sequence
    AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.sequence = OLD.sequence AND NEW.actor_kind = OLD.actor_kind
    AND NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id AND NEW.action = OLD.action
    AND NEW.object_kind = OLD.object_kind AND NEW.object_id = OLD.object_id AND NEW.detail = OLD.detail
    AND NEW.digest = OLD.digest AND NEW.hash = OLD.hash
    AND NEW.salt IS NULL AND NEW.actor_name = '' AND NEW.address = ''
    AND NEW.value_before IS NULL AND NEW.value_after IS NULL
    AND EXISTS (SELECT 1 FROM audit AS eraser WHERE eraser.sequence = NEW.erased_by AND eraser.action = 'audit.erase')
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit records are not changed';
END $$;

CREATE FUNCTION audit_is_not_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM audit_checkpoint WHERE cutting IS NOT NULL AND sequence >= OLD.sequence) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'audit records are not deleted';
END $$;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_not_changed();
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_not_deleted();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses();
CREATE TRIGGER audit_never_is_empty BEFORE INSERT ON audit_never FOR EACH ROW EXECUTE FUNCTION audit_refuses();
