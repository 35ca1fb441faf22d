/** Requests that a Collector wrote to a topic, taken like those that come over the wire. */
@NullMarked
package dev.telltale.gateway.bridge;

import org.jspecify.annotations.NullMarked;
