/** Canonical spans to Kafka; done when Kafka says so. */
@NullMarked
package dev.telltale.gateway.publish;

import org.jspecify.annotations.NullMarked;
