/** Names that people type, and what they may have meant. */
package org.fbnetspark.domain.name;
