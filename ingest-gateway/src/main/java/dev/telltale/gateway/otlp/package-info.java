/**
 * The OTLP protocol, over HTTP and gRPC: bytes in, an answer out; what it means is not known here.
 */
@NullMarked
package dev.telltale.gateway.otlp;

import org.jspecify.annotations.NullMarked;
