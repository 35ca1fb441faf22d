/** Takes secrets and personal data out of spans, before anything is stored. */
@NullMarked
package dev.telltale.gateway.redact;

import org.jspecify.annotations.NullMarked;
