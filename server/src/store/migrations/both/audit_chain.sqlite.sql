CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id OR sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'audit records are not replaced'); END;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
WHEN COALESCE(
  OLD.erased_by IS NULL AND NEW.erased_by > OLD.sequence
  AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.sequence = OLD.sequence AND NEW.actor_kind = OLD.actor_kind
  AND NEW.actor_id IS OLD.actor_id AND NEW.action = OLD.action AND NEW.object_kind = OLD.object_kind
  AND NEW.object_id = OLD.object_id AND NEW.detail = OLD.detail AND NEW.digest = OLD.digest AND NEW.hash = OLD.hash
  AND NEW.salt IS NULL AND NEW.actor_name = '' AND NEW.address = ''
  AND NEW.value_before IS NULL AND NEW.value_after IS NULL
  AND EXISTS (SELECT 1 FROM audit AS eraser WHERE eraser.sequence = NEW.erased_by AND eraser.action = 'audit.erase'),
  0) = 0
BEGIN SELECT RAISE(ABORT, 'audit records are not changed'); END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM audit_checkpoint WHERE cutting IS NOT NULL AND sequence >= OLD.sequence)
BEGIN SELECT RAISE(ABORT, 'audit records are not deleted'); END;

CREATE TRIGGER audit_never_is_empty BEFORE INSERT ON audit_never
BEGIN SELECT RAISE(ABORT, 'this table stays empty'); END;
