/** The topic catalogue: every topic's name, key, record, partitions, retention and clock. */
@NullMarked
package dev.telltale.schemas.topic;

import org.jspecify.annotations.NullMarked;
