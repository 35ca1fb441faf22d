/**
 * How to speak to Kafka so that the contract holds: client properties, topics, compacted views,
 * offsets under way, dead letters.
 */
@NullMarked
package dev.telltale.schemas.kafka;

import org.jspecify.annotations.NullMarked;
