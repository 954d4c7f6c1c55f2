/** Names that people type, what they may have meant, and the name of the product. */
package org.fbnetspark.domain.name;
