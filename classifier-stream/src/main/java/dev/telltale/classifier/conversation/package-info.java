/** What was said: from spans to messages, each once, and from messages to a transcript. Pure. */
@NullMarked
package dev.telltale.classifier.conversation;

import org.jspecify.annotations.NullMarked;
