/** What candidates cost, and how the cost enters the loss that trains theta. */
package org.fbnetspark.domain.cost;
