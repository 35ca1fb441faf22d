// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.serde;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro's writer of generated records, which looks a value's type up in maps to find its branch of a
 * union. What may only be absent needs no look-up, and most fields are of that kind.
 */
final class RecordWriter<V extends SpecificRecord> extends SpecificDatumWriter<V> {
  RecordWriter(Schema schema, SpecificData data) {
    super(schema, data);
  }

  @Override
  protected int resolveUnion(Schema union, @Nullable Object value) {
    boolean optional =
        union.getTypes().size() == 2 && union.getTypes().get(0).getType() == Schema.Type.NULL;
    if (!optional) {
      return super.resolveUnion(union, value);
    }
    return value == null ? 0 : 1;
  }
}
