/** The way through everything that a client can write into a span, shared by redact and limit. */
@NullMarked
package dev.telltale.gateway.rewrite;

import org.jspecify.annotations.NullMarked;
