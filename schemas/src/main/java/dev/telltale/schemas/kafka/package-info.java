/**
 * How to speak to Kafka so that the contract holds: client properties, topics, compacted views,
 * dead letters.
 */
@NullMarked
package dev.telltale.schemas.kafka;

import org.jspecify.annotations.NullMarked;
