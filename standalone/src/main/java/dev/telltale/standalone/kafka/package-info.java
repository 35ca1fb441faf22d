/** A real Kafka broker in this process, on a folder. */
@NullMarked
package dev.telltale.standalone.kafka;

import org.jspecify.annotations.NullMarked;
