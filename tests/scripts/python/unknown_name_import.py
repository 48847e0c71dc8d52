from sqlalchemy import selectt
