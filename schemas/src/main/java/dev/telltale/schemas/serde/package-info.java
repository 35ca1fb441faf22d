/** Records to bytes and back, in Confluent's wire format. */
@NullMarked
package dev.telltale.schemas.serde;

import org.jspecify.annotations.NullMarked;
