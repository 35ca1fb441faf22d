/** What people write down: YAML text to typed drafts, every problem with its file and line. */
@NullMarked
package dev.telltale.control.manifest;

import org.jspecify.annotations.NullMarked;
